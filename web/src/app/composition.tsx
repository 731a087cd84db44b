/**
 * What the chat gives to the shell: the list of recent conversations in the sidebar, the
 * sign of running work in the header, and the live connection. The shell knows only
 * these three names.
 */

/** "Recent" in the sidebar, with its own label. */
export function SidebarRecent() {
  return null;
}

/** "1 running" in the header, only while something runs. */
export function HeaderActivity() {
  return null;
}

/** Keeps the event stream open while someone is signed in; draws nothing. */
export function LiveConnection() {
  return null;
}
