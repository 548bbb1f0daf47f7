import type { Loss } from "../../src/train/method.ts";

const absent = (): never => {
  throw new Error("this method has no parts, and does not ask for the classifier");
};

/** Of a loss' inputs those that most methods do not ask for. */
export const NOTHING_ELSE: Omit<Parameters<Loss>[0], "logits" | "targets"> = {
  teacher: [],
  features: [],
  teacherFeatures: [],
  state: [],
  parts: { apply: absent, recall: absent, remember: absent },
  classify: absent,
};
