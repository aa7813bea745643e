/** A sentence of ours with elements in it, as everywhere. */
export { Sentence } from "../../components/Sentence";
