/** The branch on screen, in the address: `?branch=msg_…`. Without it, the newest. */
export type BranchSearch = { branch?: string };

export function branchSearch(search: Record<string, unknown>): BranchSearch {
  const { branch } = search;
  return typeof branch === "string" && /^msg_[0-9a-z]{26}$/.test(branch) ? { branch } : {};
}
