/**
 * NumPy's .npz (numpy.savez, savez_compressed): a zip archive with a .npy file for each array. The tensors are called like the
 * files, without the ending; other members are none of NumPy's and are left alone.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { openMember, readZipDirectory, type ZipMember } from "../../encodings/zip.ts";
import type { ByteSource } from "../../sources/byte-source.ts";
import type { ModelContent, StoredTensor, TensorInfo } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";
import { readNpy } from "../npy/npy.ts";

const ENDING = ".npy";

export async function readNpz(source: ByteSource, { folder, signal }: Surroundings): Promise<ModelContent> {
  const members = (await readZipDirectory(source, source.name, signal)).filter(({ name }) =>
    name.endsWith(ENDING),
  );
  if (members.length === 0)
    throw new WignerscopeError("CORRUPT_FILE", `${source.name}: there is no ${ENDING} file in the archive`);
  const open = async (member: ZipMember, signal?: AbortSignal): Promise<StoredTensor> => {
    const file = await openMember(source, member, source.name, signal);
    return (await readNpy(file, { folder, signal })).tensors[0];
  };
  const tensors: StoredTensor[] = [];
  for (const member of members) {
    const { info } = await open(member, signal);
    tensors.push({
      info: renamed(info, member.name.slice(0, -ENDING.length)),
      // Opened anew, so that two reads of a deflated array each unpack it from its beginning.
      async *bytes(signal, home) {
        yield* (await open(member, signal)).bytes(signal, home);
      },
    });
  }
  return { metadata: new Map(), tensors };
}

/** Its place is one in the member, and in no file when the member is deflated. */
function renamed({ offset: _, ...info }: TensorInfo, name: string): TensorInfo {
  return Object.freeze({ ...info, name });
}
