/** Words that come as data under `content/`: always in all three languages, because a member reads them. */
import { z } from 'zod';

const Line = z.string().trim().min(1);

/** One text in 日本語, やさしい日本語 and English. */
export const Texts = z.strictObject({ ja: Line, easy: Line, en: Line });
/** One text in 日本語, やさしい日本語 and English. */
export type Texts = z.infer<typeof Texts>;
