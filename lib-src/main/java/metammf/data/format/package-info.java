/**
 * One reader or writer a file format; nothing outside {@code metammf.data}, but for weights and exported vectors, knows of
 * files. A reader gives values or a {@link metammf.base.MetaMmfException} with the place in the file; it allocates nothing
 * that a header asks for before it is checked against the file, and runs nothing that a file holds.
 *
 * <p>A file is {@link metammf.data.format.Bytes}, read when somebody asks. A reader checks its header and gives
 * {@link metammf.data.format.Numbers}, which still lie in the file, or a value; the layouts of {@code metammf.data} make
 * interactions and features of them. A writer makes a file that appears whole or not at all.
 *
 * <table class="striped">
 * <caption>Formats</caption>
 * <thead><tr><th>files</th><th>class</th><th>what for</th></tr></thead>
 * <tbody>
 * <tr><td>{@code .csv}, {@code .tsv}, {@code .inter}, {@code .txt}</td><td>{@link metammf.data.format.Delimited}</td>
 *     <td>interactions and features; exports</td></tr>
 * <tr><td>{@code .json}</td><td>{@link metammf.data.format.Json}</td><td>items of users, features of items</td></tr>
 * <tr><td>{@code .npy}, {@code .npz}</td><td>{@link metammf.data.format.Npy}</td><td>features, pairs; exports</td></tr>
 * <tr><td>{@code .pkl}, and objects in {@code .npy}</td><td>{@link metammf.data.format.Pickle}</td>
 *     <td>lists, dicts, sparse matrices, by an allow-list of full names</td></tr>
 * <tr><td>{@code .pt}</td><td>{@link metammf.data.format.TorchFile}</td><td>features as tensors</td></tr>
 * <tr><td>{@code .safetensors}</td><td>{@link metammf.data.format.Safetensors}</td>
 *     <td>weights to and from PyTorch, checkpoints, features, exports</td></tr>
 * </tbody>
 * </table>
 */
package metammf.data.format;
