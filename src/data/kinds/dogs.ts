import { listDogs } from "../published/dogs.ts";
import { type DatasetKind, ofImageFiles } from "./kind.ts";

/** See `listDogs`. */
export const dogs = {
  id: "dogs",
  usage: "dogs:PATH",
  title: "Stanford Dogs: the folder of Images/ and train_list.txt, test_list.txt",
  shuffled: false,
  async recognise({ names, namesIn }) {
    const isList = (name: string) => /^(train|test)_list\.(txt|mat)$/.test(name);
    return names.includes("Images") && [...names, ...(await namesIn("lists"))].some(isList);
  },
  ...ofImageFiles({ splits: async () => ["train", "test"], list: (path, split) => listDogs(path, split) }),
} as const satisfies DatasetKind;
