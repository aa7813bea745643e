/** What a person sees who has no line yet. */

/** The first screen. */
export function Welcome() {
  return <main />;
}
