/** Models by their address on the web. */
import type { Model } from "./model.ts";
import { openModel } from "./open-model.ts";
import type { HttpOptions } from "./sources/http-client.ts";
import { httpFolder, httpSource } from "./sources/http-source.ts";

/** Whether a text that may also be a path is an address. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/**
 * Opens the model at an address; its other files are looked for beside it. The page of a file on a model hub stands for the
 * file. Nothing is stored: what is read of the file is what is fetched of it.
 * @throws as `httpSource` and `openModel`
 */
export async function openModelAddress(
  address: string | URL,
  options: Omit<HttpOptions, "name"> = {},
): Promise<Model> {
  const url = fileAddress(address);
  const folder = httpFolder(url, options);
  return openModel(await httpSource(url, options), { folder, signal: options.signal });
}

/** Model hubs show a file under /blob/ and serve it under /resolve/. */
function fileAddress(address: string | URL): string {
  if (!URL.canParse(address)) return String(address);
  const url = new URL(address);
  if (url.hostname === "huggingface.co") url.pathname = url.pathname.replace("/blob/", "/resolve/");
  return url.href;
}
