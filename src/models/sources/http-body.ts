/** The bodies of answers, taken in under a bound: a server may announce one length and send another, or never end. */

/**
 * A body of at most `most` bytes. Memory stays below three times what was received: a list of parts would take a hundred
 * times as much for a server that sends single bytes, and an array of the announced length would take a liar's word for it.
 * @param next the next part, undefined at the end
 * @throws what `next` throws, and what `tooLong` makes of a body that goes on
 */
export async function collectBody(
  next: () => Promise<Uint8Array | undefined>,
  most: number,
  tooLong: () => Error,
): Promise<Uint8Array> {
  let buffer: Uint8Array = new Uint8Array(0);
  let length = 0;
  for (let part = await next(); part; part = await next()) {
    const end = length + part.length;
    if (end > most) throw tooLong();
    if (end > buffer.length) {
      const grown = new Uint8Array(Math.min(most, 2 * end));
      grown.set(buffer.subarray(0, length));
      buffer = grown;
    }
    buffer.set(part, length);
    length = end;
  }
  return length === buffer.length ? buffer : buffer.slice(0, length);
}
