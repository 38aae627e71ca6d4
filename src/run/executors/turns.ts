/** Who has a slot and who waits for one: first come, first served. */
import { throwIfAborted, WignerscopeError } from "../../base/index.ts";

export interface Turns<Slot> {
  /** A slot of one's own, until it is given back. @throws ABORTED when the signal fires or the turns are closed. */
  take(signal: AbortSignal | undefined): Promise<Slot>;
  giveBack(slot: Slot): void;
  /** Sends away all who wait, and all who come later. */
  close(reason: WignerscopeError): void;
}

interface Waiting<Slot> {
  readonly signal: AbortSignal | undefined;
  served(slot: Slot): void;
  sentAway(reason: WignerscopeError): void;
}

export function takeTurns<Slot>(slots: readonly Slot[]): Turns<Slot> {
  const free = [...slots];
  const queue: Waiting<Slot>[] = [];
  let closed: WignerscopeError | undefined;

  return {
    async take(signal) {
      throwIfAborted(signal);
      if (closed) throw closed;
      const slot = free.shift();
      if (slot !== undefined) return slot;
      return new Promise<Slot>((resolve, reject) => {
        const leave = () => {
          signal?.removeEventListener("abort", onAbort);
          queue.splice(queue.indexOf(waiting), 1);
        };
        const waiting: Waiting<Slot> = {
          signal,
          served: (slot) => {
            leave();
            resolve(slot);
          },
          sentAway: (reason) => {
            leave();
            reject(reason);
          },
        };
        const onAbort = () =>
          waiting.sentAway(
            new WignerscopeError("ABORTED", "stopped by the caller", { cause: signal?.reason }),
          );
        signal?.addEventListener("abort", onAbort, { once: true });
        queue.push(waiting);
      });
    },
    giveBack(slot) {
      // One signal may send several away: those whose own listener is still to be called do not get the slot.
      const next = queue.find(({ signal }) => !signal?.aborted);
      if (next) next.served(slot);
      else free.push(slot);
    },
    close(reason) {
      closed = reason;
      for (const waiting of [...queue]) waiting.sentAway(reason);
    },
  };
}
