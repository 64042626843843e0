/** What a connection worker is started with, as its `workerData`. One worker serves one core with one key. */
export interface CoreWorkerOptions {
  /** One address, or several of one cluster separated by `;`, as the SDK takes them. */
  readonly address: string;
  readonly apiKey: string | null;
  readonly connectTimeoutMs: number;
  /** From sending a request to the last byte of its answer. */
  readonly requestTimeoutMs: number;
}
