/** The window. */
export function App() {
  return <div />;
}
