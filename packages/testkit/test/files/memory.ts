let calls = 0

/** How often it was called since it was loaded. */
export const count = () => ++calls
