/** The bundled example: a small perceptron on Fashion-MNIST, of the repository's examples/fashion. */
import { WignerscopeError } from "../../base/index.ts";
import type { Slot } from "./messages.ts";

const FILES: readonly { readonly slot: Slot; readonly name: string; readonly url: URL }[] = [
  {
    slot: "network",
    name: "net.json",
    url: new URL("../../../examples/fashion/net.json", import.meta.url),
  },
  {
    slot: "weights",
    name: "weights.safetensors",
    url: new URL("../../../examples/fashion/weights.safetensors", import.meta.url),
  },
  {
    slot: "data",
    name: "images.idx.gz",
    url: new URL("../../../examples/fashion/images.idx.gz", import.meta.url),
  },
  {
    slot: "labels",
    name: "labels.idx.gz",
    url: new URL("../../../examples/fashion/labels.idx.gz", import.meta.url),
  },
];

/** Mean and standard deviation of the pixels that its network was trained on. */
export const EXAMPLE_SCALE = "73,86";

/** @throws READ_FAILED */
export async function exampleFiles(): Promise<readonly { readonly slot: Slot; readonly file: File }[]> {
  return Promise.all(
    FILES.map(async ({ slot, name, url }) => {
      const response = await fetch(url);
      if (!response.ok)
        throw new WignerscopeError("READ_FAILED", `${name}: the server answered ${response.status}`);
      return { slot, file: new File([await response.blob()], name) };
    }),
  );
}
