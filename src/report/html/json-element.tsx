/** What the page's script reads, as an element that is never run and cannot end early. */
export function JsonElement({ id, content }: { readonly id: string; readonly content: object }) {
  const text = JSON.stringify(content).replaceAll("<", "\\u003c");
  return <script type="application/json" id={id} dangerouslySetInnerHTML={{ __html: text }} />;
}
