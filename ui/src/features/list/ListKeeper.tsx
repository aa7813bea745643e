/**
 * Keeps the list alive: its rows, its keys, and the marking of what is read. Apart from the list's pane,
 * because in a narrow window the pane gives way to the conversation while `J` and reading go on.
 */
import { useLayoutEffect } from "react";
import { useActions } from "../../lib/actions";
import { listActions } from "./listActions";
import { followSelection } from "./openList";
import { useReading } from "./reading";

/** Draws nothing; mounted by the shell as long as the inbox is. */
export function ListKeeper() {
  useActions(listActions);
  useReading();
  // Before the first paint, so that it shows the list's header and not an empty pane.
  useLayoutEffect(() => followSelection(), []);
  return null;
}
