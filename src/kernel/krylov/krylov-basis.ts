/**
 * The orthonormal basis of a Krylov space, kept in linear memories of its own from step to step: the kernel's frames
 * (memory.ts) end with a call, and a basis of 100 vectors of a network's 10^7 parameters is more than one memory holds.
 *
 * A new vector Aq is cleared of the two newest vectors first, the three-term recurrence, which takes nearly all that
 * lies in the space; then of the whole basis by classical Gram-Schmidt, modified from block to block. If its norm falls
 * below 1/sqrt(2) of what it was, cancellation has left an error as large as the basis's share, and it is cleared once
 * more ("twice is enough": Daniel, Gragg, Kaufman and Stewart, Math. Comp. 30, 772, 1976; Giraud, Langou, Rozloznik and
 * van den Eshof, Numer. Math. 101, 87, 2005).
 *
 * Directions that the process is to keep out of (deflated eigenvectors) lie in front of the basis, so that the same passes
 * clear a vector of both.
 */
import type { FloatArray, Matrix } from "../../base/index.ts";
import { type Kernel, separateKernel } from "../wasm.ts";

/** Bytes of basis in one memory, unless a single vector is longer. */
const SHELF_BYTES = 2 ** 30;
/** Vectors are taken in blocks of this many bytes, so that the second product over a block finds it in cache. */
const BLOCK_BYTES = 2 ** 20;

/** Vectors in one linear memory, which has its full size from the start: views on it stay valid. */
interface Shelf {
  readonly kernel: Kernel;
  /** Address of the first vector; they follow one another without gaps. */
  readonly rows: number;
  /** Address of the vector that is being made orthogonal. */
  readonly w: number;
  readonly work: number;
  readonly capacity: number;
  count: number;
}

export interface Remainder {
  /** q . Aq for the newest vector q. */
  readonly projection: number;
  /** Norm of Aq before. */
  readonly before: number;
  /** Norm of what the basis leaves of it. */
  readonly norm: number;
}

export class KrylovBasis {
  private readonly n: number;
  private readonly most: number;
  private readonly blockRows: number;
  private readonly shelfBytes: number;
  private readonly shelves: Shelf[] = [];
  /** Vectors in front of the basis that it is orthogonal to. */
  private readonly deflated: number;

  /**
   * A basis of one vector, the start divided by its norm; room for `most` vectors, `shelfBytes` of them in one memory. It
   * stays orthogonal to the orthonormal rows of `deflated`.
   * @throws OUT_OF_MEMORY, here and in `push`
   */
  constructor(
    start: ArrayLike<number>,
    most: number,
    { shelfBytes = SHELF_BYTES, deflated }: { readonly shelfBytes?: number; readonly deflated?: Matrix } = {},
  ) {
    this.n = start.length;
    this.deflated = deflated?.rows ?? 0;
    this.most = most + this.deflated;
    this.shelfBytes = shelfBytes;
    this.blockRows = Math.max(4, Math.floor(BLOCK_BYTES / (8 * this.n)));
    this.addShelf();
    for (let k = 0; k < this.deflated; k++)
      this.append(deflated?.data.subarray(k * this.n, (k + 1) * this.n) ?? []);
    const shelf = this.newest();
    view(shelf, shelf.w, this.n).set(start);
    this.startNorm = norm2(shelf, this.n);
    if (!(this.startNorm > 0 && this.startNorm < Number.POSITIVE_INFINITY)) return;
    // Twice, so that what is left of the deflated directions is round-off.
    if (this.deflated > 0) for (let pass = 0; pass < 2; pass++) this.clearOfAll();
    this.push(norm2(shelf, this.n));
  }

  /** Norm of the start as it was given; the basis is empty when it is zero or not finite. */
  readonly startNorm: number;

  /** Vectors held. */
  get size(): number {
    return this.held - this.deflated;
  }

  /** A copy of vector i. */
  vector(i: number): Float64Array {
    let from = i + this.deflated;
    for (const shelf of this.shelves) {
      if (from < shelf.count) return view(shelf, shelf.rows + 8 * from * this.n, this.n).slice();
      from -= shelf.count;
    }
    throw new RangeError(`the basis has ${this.size} vectors, none has number ${i}`);
  }

  /** Holds `product` = Aq, q the newest vector, and clears it of the basis. `push` adds what is left. */
  orthogonalise(product: FloatArray): Remainder {
    const { n } = this;
    const shelf = this.newest();
    view(shelf, shelf.w, n).set(product);
    const before = norm2(shelf, n);
    if (!(before < Number.POSITIVE_INFINITY)) return { projection: Number.NaN, before, norm: Number.NaN };
    const projection = clear(shelf, n, Math.max(0, shelf.count - 2), shelf.count);
    let norm = norm2(shelf, n);
    for (let pass = 0; pass < 2; pass++) {
      const previous = norm;
      this.clearOfAll();
      norm = norm2(shelf, n);
      if (norm >= previous * Math.SQRT1_2) break;
    }
    return { projection, before, norm };
  }

  /** Adds the vector that was made orthogonal last, divided by its norm. */
  push(norm: number): void {
    const { w } = this.newest();
    const { kernel, row } = this.append(view(this.newest(), w, this.n));
    kernel.exports.divideF64(this.n, row, norm);
  }

  /** Copies a vector behind the others. */
  private append(values: ArrayLike<number>): { kernel: Kernel; row: number } {
    const newest = this.newest();
    const shelf = newest.count < newest.capacity ? newest : this.addShelf();
    const row = shelf.rows + 8 * shelf.count * this.n;
    view(shelf, row, this.n).set(values);
    shelf.count++;
    return { kernel: shelf.kernel, row };
  }

  /** Vectors on the shelves, the deflated ones too. */
  private get held(): number {
    return this.shelves.reduce((sum, { count }) => sum + count, 0);
  }

  private newest(): Shelf {
    return this.shelves[this.shelves.length - 1];
  }

  /** One pass of Gram-Schmidt; w ends where it began, on the newest shelf. */
  private clearOfAll(): void {
    let holder = this.newest();
    for (const shelf of this.shelves) {
      if (shelf !== holder) view(shelf, shelf.w, this.n).set(view(holder, holder.w, this.n));
      for (let first = 0; first < shelf.count; first += this.blockRows)
        clear(shelf, this.n, first, Math.min(first + this.blockRows, shelf.count));
      holder = shelf;
    }
  }

  private addShelf(): Shelf {
    const kernel = separateKernel();
    const { exports, memory } = kernel;
    const fitting = Math.max(1, Math.floor(this.shelfBytes / (8 * this.n)));
    const capacity = Math.min(this.most - this.held, fitting);
    const rows = memory.push(8 * capacity * this.n);
    const w = memory.push(8 * this.n);
    const work = memory.push(exports.orthogonalizeWorkspace(Math.max(2, this.blockRows)));
    const shelf = { kernel, rows, w, work, capacity, count: 0 };
    this.shelves.push(shelf);
    return shelf;
  }
}

function view({ kernel }: Shelf, at: number, count: number): Float64Array {
  return new Float64Array(kernel.memory.buffer, at, count);
}

function norm2({ kernel, w }: Shelf, n: number): number {
  return kernel.exports.norm2F64(n, w);
}

/** Clears w of the vectors [first, end) of its shelf; returns its product with the last of them. */
function clear(shelf: Shelf, n: number, first: number, end: number): number {
  const { exports } = shelf.kernel;
  exports.orthogonalize(end - first, n, shelf.rows + 8 * first * n, shelf.w, shelf.work);
  return -view(shelf, shelf.work + 8 * (end - first - 1), 1)[0];
}
