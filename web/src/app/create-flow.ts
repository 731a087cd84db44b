/** Where "Create" leads: the flow that chooses the tools itself. */
export const CREATE_FLOW = "producer-agent-beta";
