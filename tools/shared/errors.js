// What the surroundings lack, told apart from a trace that is not whole: the command ends with 2, not 1.

/** A reason that the reader can do something about; printed without a stack. */
export class Unprepared extends Error {
  name = 'Unprepared'
}
