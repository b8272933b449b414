/** Milliseconds since 1970 by the one true clock, which no machine of the simulation can see. */
export type Moment = number;
