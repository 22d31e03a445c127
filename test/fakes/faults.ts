/** For components that must not encounter a fault in a test: rethrows it where it occurred. */
export const noFault = (error: unknown): never => {
  throw error;
};
