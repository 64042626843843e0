type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Numbers, one for each target: a million of them take what the numbers take, and nothing for objects. */
export interface Column {
  readonly size: number;
  readonly get: (index: number) => number;
  readonly set: (index: number, value: number) => void;
  readonly push: (value: number) => void;
}

const firstRoom = 64;

/** An empty column of this kind of numbers; it grows as it is filled. */
export function createColumn(kind: new (length: number) => Numbers): Column {
  let values = new kind(firstRoom);
  let size = 0;

  function grow(): void {
    const larger = new kind(values.length * 2);
    larger.set(values);
    values = larger;
  }

  return {
    get size() {
      return size;
    },
    get: (index) => values[index] as number,
    set: (index, value) => {
      values[index] = value;
    },
    push: (value) => {
      if (size === values.length) grow();
      values[size] = value;
      size += 1;
    },
  };
}
