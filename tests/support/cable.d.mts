/** A cable that can be pulled out and put back. */
export interface Cable {
  /** Its near end. */
  readonly url: string;
  pull(): Promise<void>;
  mend(): Promise<void>;
}

export function layCable(address: string): Promise<Cable>;
