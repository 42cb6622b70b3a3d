/**
 * One reader or writer a file format: {@link metammf.data.format.Delimited} text,
 * {@link metammf.data.format.Npy} arrays and archives, {@link metammf.data.format.Pickle}s, also those of PyTorch, and
 * {@link metammf.data.format.Safetensors}.
 *
 * <p>A reader gives values, {@link metammf.data.format.Numbers}, which still lie in the file's {@link
 * metammf.data.format.Bytes}, or a {@link metammf.base.MetaMmfException} with the place in the file. It checks a header
 * against the file before it allocates memory, and it never executes code from a file. A file that is written appears
 * whole or not at all.
 */
package metammf.data.format;
