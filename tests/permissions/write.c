/* Writes docs/permissions.md, which the first argument names. */
#include <stdio.h>

#include "server/rpc/method.h"
#include "tests/permissions/table.h"

int main(int argc, char **argv)
{
	struct arena arena = ARENA_INIT;
	FILE *file;
	int failed;

	if (argc != 2)
		return 2;
	method_table_init();
	file = fopen(argv[1], "w");
	if (file == NULL)
		return 1;
	failed = fputs(permissions_page(&arena), file) < 0;
	failed |= fclose(file) != 0;
	arena_clear(&arena);
	return failed;
}
