/** An answer that is under way: reading it can be interrupted for a while. */
export interface Flow {
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Room in memory for the answers of a connection that are large. Small ones do without. */
export interface AnswerRoom {
  /** Bytes of one answer. */
  readonly limit: number;
  /** The answer has so many bytes by now. It is paused while there is no room, unless it is the only one that is read. */
  readonly grow: (flow: Flow, bytes: number) => void;
  /** It has come to its end, or is not wanted any more. */
  readonly leave: (flow: Flow) => void;
}

/** So many answers of the largest size can be in memory at once. */
const answersAtOnce = 2;

export function createAnswerRoom(limit: number): AnswerRoom {
  const sizes = new Map<Flow, number>();
  const paused = new Set<Flow>();
  let total = 0;

  function resumeAsFits(): void {
    for (const flow of paused) {
      if (total > answersAtOnce * limit && paused.size < sizes.size) return;
      paused.delete(flow);
      flow.resume();
    }
  }

  return {
    limit,
    grow: (flow, bytes) => {
      total += bytes - (sizes.get(flow) ?? 0);
      sizes.set(flow, bytes);
      // One is read to its end whatever the others have taken, or all would wait for each other.
      if (total <= answersAtOnce * limit || paused.size + 1 >= sizes.size) return;
      paused.add(flow);
      flow.pause();
    },
    leave: (flow) => {
      const bytes = sizes.get(flow);
      if (bytes === undefined) return;
      total -= bytes;
      sizes.delete(flow);
      paused.delete(flow);
      resumeAsFits();
    },
  };
}
