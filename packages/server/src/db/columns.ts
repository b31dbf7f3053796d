/** Kinds of columns: what is read, what is written with a new row, what with a change. */
import type { ColumnType } from 'kysely';

/** Given as Date or ISO text, read as Date. */
export type Time = ColumnType<Date, Date | string, Date | string>;
export type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** The database's own time where none is given. */
export type GeneratedTime = ColumnType<Date, Date | string | undefined, Date | string>;
/** Keys and values as the cloud shows them; null where it does not. */
export type TextMap = ColumnType<
  Record<string, string> | null,
  Record<string, string> | null | undefined,
  Record<string, string> | null
>;
/** Written as JSON text, read as the value. */
export type Json<Value> = ColumnType<Value, string, string>;
