/** Why Evenkeel does not start, as a sentence for the person at the terminal. It is shown without a stack. */
export class RefusalToStart extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RefusalToStart';
  }
}
