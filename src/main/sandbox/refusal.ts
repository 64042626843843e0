/** Thrown anywhere below a route: the answer is this status with the message as plain text. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
