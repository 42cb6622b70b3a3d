/**
 * One reader or writer a file format; nothing outside {@code metammf.data}, but for weights and exported vectors, knows of
 * files. A reader gives values or a {@link metammf.MetaMmfException} with the place in the file; it allocates nothing
 * that a header asks for before it is checked against the file, and runs nothing that a file holds.
 */
package metammf.data.format;
