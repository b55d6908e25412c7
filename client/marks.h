/* marks: the signs that part an argument, half-width or full-width. */
#ifndef JIXIAO_CLIENT_MARKS_H
#define JIXIAO_CLIENT_MARKS_H

/* NULL-ended. */
extern const char *const marks_comma[]; /* , ， 、 */
extern const char *const marks_at[];	/* @ ＠ */
extern const char *const marks_equal[]; /* = ＝ */

/* Cuts ${text} at the first of ${marks}; what follows it, or NULL. */
char *marks_cut(char *text, const char *const *marks);

#endif
