/**
 * One reader or writer a file format: {@link metammf.data.format.Delimited} text,
 * {@link metammf.data.format.Npy} arrays and archives, {@link metammf.data.format.Pickle}s, also those of PyTorch, and
 * {@link metammf.data.format.Safetensors}.
 *
 * <p>A reader gives values, {@link metammf.data.format.Numbers}, which still lie in the file's
 * {@link metammf.data.format.Bytes}, or a {@link metammf.base.MetaMmfException} with the place in the file. It allocates
 * nothing that a header asks for before the header is checked against the file, and runs nothing that a file holds. A
 * file that is written appears whole or not at all.
 */
package metammf.data.format;
