/* A CSV file from anyone's spreadsheet: must never crash, and what is taken must come back the same from an export. */
#include "client/sheet/sheet_file.h"
#include "sheet_twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	struct workbook workbook;

	if (size >= 2 && memcmp(data, "PK", 2) == 0)
		return 0;
	if (sheet_bytes_read(&arena, "f.csv", (struct slice){ data, size }, &workbook, &status) == STATUS_OK)
		check_sheet(&arena, &workbook, &workbook.sheets[0]);
	status_clear(&status);
	arena_clear(&arena);
	return 0;
}
