/**
 * The preprocessing that torchvision's weights were measured with (`weights.transforms()`, torchvision 0.16.2), by the
 * names that torchvision has for them, without `_Weights.` and the data's name: `ResNet50_Weights.IMAGENET1K_V2` is
 * `resnet50-v2`. Weights that are not here have `imagenet-224`.
 */
const TORCHVISION: Readonly<Record<string, string>> = {
  "resize=232:bilinear,crop=224":
    "convnext_base convnext_large mnasnet0_75 mnasnet1_3 mobilenet_v2-v2 mobilenet_v3_large-v2 regnet_x_16gf-v2 " +
    "regnet_x_1_6gf-v2 regnet_x_32gf-v2 regnet_x_3_2gf-v2 regnet_x_400mf-v2 regnet_x_800mf-v2 regnet_x_8gf-v2 " +
    "regnet_y_16gf-v2 regnet_y_1_6gf-v2 regnet_y_32gf-v2 regnet_y_3_2gf-v2 regnet_y_400mf-v2 regnet_y_800mf-v2 " +
    "regnet_y_8gf-v2 resnet101-v2 resnet152-v2 resnet50-v2 resnext101_32x8d-v2 resnext101_64x4d resnext50_32x4d-v2 " +
    "shufflenet_v2_x1_5 shufflenet_v2_x2_0 wide_resnet101_2-v2 wide_resnet50_2-v2",
  "resize=230:bilinear,crop=224": "convnext_small",
  "resize=236:bilinear,crop=224": "convnext_tiny",
  "resize=256:bicubic,crop=224": "efficientnet_b0",
  "resize=256:bicubic,crop=240": "efficientnet_b1",
  "resize=255:bilinear,crop=240": "efficientnet_b1-v2",
  "resize=288:bicubic,crop=288": "efficientnet_b2",
  "resize=320:bicubic,crop=300": "efficientnet_b3",
  "resize=384:bicubic,crop=380": "efficientnet_b4",
  "resize=456:bicubic,crop=456": "efficientnet_b5",
  "resize=528:bicubic,crop=528": "efficientnet_b6",
  "resize=600:bicubic,crop=600": "efficientnet_b7",
  "resize=480:bicubic,crop=480": "efficientnet_v2_l",
  "resize=480:bilinear,crop=480": "efficientnet_v2_m",
  "resize=384:bilinear,crop=384": "efficientnet_v2_s",
  "resize=342:bilinear,crop=299": "inception_v3",
  "resize=224:bicubic,crop=224":
    "maxvit_t regnet_y_128gf-swag_linear_v1 regnet_y_16gf-swag_linear_v1 regnet_y_32gf-swag_linear_v1 " +
    "vit_b_16-swag_linear_v1 vit_h_14-swag_linear_v1 vit_l_16-swag_linear_v1",
  "resize=384:bicubic,crop=384":
    "regnet_y_128gf-swag_e2e_v1 regnet_y_16gf-swag_e2e_v1 regnet_y_32gf-swag_e2e_v1 vit_b_16-swag_e2e_v1",
  "resize=238:bicubic,crop=224": "swin_b",
  "resize=246:bicubic,crop=224": "swin_s",
  "resize=232:bicubic,crop=224": "swin_t",
  "resize=272:bicubic,crop=256": "swin_v2_b",
  "resize=260:bicubic,crop=256": "swin_v2_s swin_v2_t",
  "resize=518:bicubic,crop=518": "vit_h_14-swag_e2e_v1",
  "resize=242:bilinear,crop=224": "vit_l_16",
  "resize=512:bicubic,crop=512": "vit_l_16-swag_e2e_v1",
  "resize=256:bilinear,crop=224":
    "alexnet densenet121 densenet161 densenet169 densenet201 googlenet mnasnet0_5 mnasnet1_0 mobilenet_v2 " +
    "mobilenet_v3_large mobilenet_v3_small regnet_x_16gf regnet_x_1_6gf regnet_x_32gf regnet_x_3_2gf regnet_x_400mf " +
    "regnet_x_800mf regnet_x_8gf regnet_y_16gf regnet_y_1_6gf regnet_y_32gf regnet_y_3_2gf regnet_y_400mf " +
    "regnet_y_800mf regnet_y_8gf resnet101 resnet152 resnet18 resnet34 resnet50 resnext101_32x8d resnext50_32x4d " +
    "shufflenet_v2_x0_5 shufflenet_v2_x1_0 squeezenet1_0 squeezenet1_1 vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn " +
    "vgg19 vgg19_bn vit_b_16 vit_b_32 vit_l_32 wide_resnet101_2 wide_resnet50_2",
};

/** Names for preprocessing, with it as it is typed. */
export const PREPROCESS_PRESETS: ReadonlyMap<string, string> = new Map([
  ["imagenet-224", "resize=256:bilinear,crop=224"],
  ...Object.entries(TORCHVISION).flatMap(([steps, names]) => names.split(" ").map((name) => [name, steps] as const)),
]);

/**
 * The preset that a name means: one of ours, or torchvision's own (`ResNet50_Weights.IMAGENET1K_V2`).
 *
 * @example presetNamed("ResNet50_Weights.IMAGENET1K_V2") // "resize=232:bilinear,crop=224"
 */
export function presetNamed(name: string): string | undefined {
  const torchvision = /^(\w+?)_weights\.imagenet1k_(\w+)$/i.exec(name);
  const plain = (torchvision === null ? name : `${torchvision[1]}-${torchvision[2]}`).toLowerCase().replace(/-v1$/, "");
  return PREPROCESS_PRESETS.get(plain);
}
