/** What customers are called. */
import { m } from "../paraglide/messages.js";

/** A customer's name as the host tells it; one who has neither name nor number nor address has words of ours. */
export function customerName(name: string): string {
  return name.trim() === "" ? m.customer_unknown() : name;
}
