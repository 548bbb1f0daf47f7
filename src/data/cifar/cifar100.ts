import type { CifarLayout } from "./cifar-layout.ts";

/**
 * The official coarse labels in their order, each with its fine labels. The official order of the fine labels is
 * alphabetical over all of them.
 */
const SUPERCLASSES: readonly (readonly [string, readonly string[]])[] = [
  ["aquatic_mammals", ["beaver", "dolphin", "otter", "seal", "whale"]],
  ["fish", ["aquarium_fish", "flatfish", "ray", "shark", "trout"]],
  ["flowers", ["orchid", "poppy", "rose", "sunflower", "tulip"]],
  ["food_containers", ["bottle", "bowl", "can", "cup", "plate"]],
  ["fruit_and_vegetables", ["apple", "mushroom", "orange", "pear", "sweet_pepper"]],
  ["household_electrical_devices", ["clock", "keyboard", "lamp", "telephone", "television"]],
  ["household_furniture", ["bed", "chair", "couch", "table", "wardrobe"]],
  ["insects", ["bee", "beetle", "butterfly", "caterpillar", "cockroach"]],
  ["large_carnivores", ["bear", "leopard", "lion", "tiger", "wolf"]],
  ["large_man-made_outdoor_things", ["bridge", "castle", "house", "road", "skyscraper"]],
  ["large_natural_outdoor_scenes", ["cloud", "forest", "mountain", "plain", "sea"]],
  ["large_omnivores_and_herbivores", ["camel", "cattle", "chimpanzee", "elephant", "kangaroo"]],
  ["medium_mammals", ["fox", "porcupine", "possum", "raccoon", "skunk"]],
  ["non-insect_invertebrates", ["crab", "lobster", "snail", "spider", "worm"]],
  ["people", ["baby", "boy", "girl", "man", "woman"]],
  ["reptiles", ["crocodile", "dinosaur", "lizard", "snake", "turtle"]],
  ["small_mammals", ["hamster", "mouse", "rabbit", "shrew", "squirrel"]],
  ["trees", ["maple_tree", "oak_tree", "palm_tree", "pine_tree", "willow_tree"]],
  ["vehicles_1", ["bicycle", "bus", "motorcycle", "pickup_truck", "train"]],
  ["vehicles_2", ["lawn_mower", "rocket", "streetcar", "tank", "tractor"]],
];

const CLASSES = SUPERCLASSES.flatMap(([, members]) => members).sort();

/** CIFAR-100 (Krizhevsky, 2009): a hundred classes (fine labels) in twenty superclasses (coarse labels). */
export const CIFAR_100: CifarLayout = {
  name: "cifar100",
  folder: "cifar-100-binary",
  archive: "cifar-100-binary.tar.gz",
  files: { train: ["train.bin"], test: ["test.bin"] },
  labelBytes: 2,
  python: {
    folder: "cifar-100-python",
    archive: "cifar-100-python.tar.gz",
    files: { train: ["train"], test: ["test"] },
    labels: "fine_labels",
    superclasses: "coarse_labels",
    meta: { file: "meta", classes: "fine_label_names", superclasses: "coarse_label_names" },
  },
  classes: { file: "fine_label_names.txt", official: CLASSES },
  superclasses: {
    file: "coarse_label_names.txt",
    official: SUPERCLASSES.map(([name]) => name),
    of: CLASSES.map((name) => SUPERCLASSES.findIndex(([, members]) => members.includes(name))),
  },
};
