# Writes the file ${from} into the C file ${to}, as an array ${name} that a 0 byte ends:
# cmake -Dfrom=… -Dto=… -Dname=… -P embed.cmake
file(READ ${from} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${to} "extern const unsigned char ${name}[];\nconst unsigned char ${name}[] = {${bytes}0};\n")
