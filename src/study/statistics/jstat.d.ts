/** What is used of jstat, which comes without types. */
declare module "jstat" {
  const jstat: { readonly studentt: { inv(probability: number, degreesOfFreedom: number): number } };
  // biome-ignore lint/style/noDefaultExport: the package's own export
  export default jstat;
}
