/**
 * Interactions, splits and features of micro-videos. {@code metammf.data.folder.Datasets} opens data sets: the built-in
 * ones, downloads and folders of your own.
 *
 * <h2>The way of the data</h2>
 *
 * <pre>
 * {@link metammf.data.Interactions}   pairs (u, i), each once
 * {@link metammf.data.Split}          training, validation, test; no pair is in two of them
 * {@link metammf.data.ItemFeatures}   x_i = [x_i^v ; x_i^a ; x_i^t], what eq. (3) fuses: one {@link metammf.data.Modality} beside the other
 * {@link metammf.data.Dataset}        all of these with original ids, a card and a fingerprint
 * </pre>
 *
 * <p>Before features enter a model they are scaled ({@link metammf.data.ItemFeatures.Scaling}), by default twice: every
 * column becomes (x - mean) / deviation, both measured on the items of the training split, and then every modality's row
 * x / |x|.
 */
package metammf.data;
