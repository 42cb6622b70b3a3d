/**
 * The models that MetaMMF is compared with, one file each (configuration, constructor, {@code nodes} and {@code loss}):
 * the nine baselines of the paper, simple baselines, and newer models. {@code NAME.of(data, seed)} builds a model with
 * its defaults, {@code new NAME(data, config, compute, seed)} one with other settings. A model that reads features throws
 * a {@link metammf.base.MetaMmfException} if the data set has none. All trained models go to the same {@link
 * metammf.train.Trainer}, and all models are ranked in the same way.
 *
 * <table class="striped">
 * <caption>What makes a vector or a score; x_i the features, A the normalised adjacency, P the mean over node and neighbours</caption>
 * <thead><tr><th>model</th><th>idea</th></tr></thead>
 * <tbody>
 * <tr><td>{@link metammf.baseline.Vbpr}</td><td>e_i = [x_i W ; id_i], eq. (4) and (2); y_ui = e_u . e_i</td></tr>
 * <tr><td>{@link metammf.baseline.GraphSage}</td><td>eq. (18) on e_i^(0) = x_i W</td></tr>
 * <tr><td>{@link metammf.baseline.Ngcf}</td>
 *     <td>E' = sigma(P E W_1 + b_1) + sigma((E * P E) W_2 + b_2), all layers side by side</td></tr>
 * <tr><td>{@link metammf.baseline.LightGcn}</td><td>the mean of E_0 .. E_L with E_l = A E_(l-1)</td></tr>
 * <tr><td>{@link metammf.baseline.Gat}</td>
 *     <td>a mean over node and neighbours by attention: the softmax over j of LeakyReLU(t . z_i + s . z_j)</td></tr>
 * <tr><td>{@link metammf.baseline.Mmgcn}</td><td>a graph convolution for each modality, joined by the ids</td></tr>
 * <tr><td>{@link metammf.baseline.Grcn}</td><td>edges weigh as much as the content of their ends agrees</td></tr>
 * <tr><td>{@link metammf.baseline.Lattice}</td>
 *     <td>LightGCN, and a graph of items that are alike, learned from the content</td></tr>
 * <tr><td>{@link metammf.baseline.InvRl}</td>
 *     <td>a mask of the features that predict alike in all environments, then UltraGCN with content</td></tr>
 * <tr><td>{@link metammf.baseline.Freedom}</td><td>LATTICE's graph of items, built once and frozen</td></tr>
 * <tr><td>{@link metammf.baseline.Bm3}</td><td>LightGCN that predicts dropped-out copies, without negatives</td></tr>
 * <tr><td>{@link metammf.baseline.Mgcn}</td>
 *     <td>LightGCN, and for each modality a view of the items that the content gates and that nearest items share</td></tr>
 * <tr><td>{@link metammf.baseline.MultiView}</td>
 *     <td>MetaMMF beyond the paper: the meta information mixes graphs of items and gates their embeddings</td></tr>
 * <tr><td>{@link metammf.baseline.ItemKnn}</td>
 *     <td>n_ij / (sqrt(n_i n_j) + shrinkage), summed over the user's items; nothing is trained</td></tr>
 * <tr><td>{@link metammf.baseline.Ease}</td>
 *     <td>-P_ij / P_jj with P = (R^T R + lambda I)^-1, summed over the user's items; nothing is trained</td></tr>
 * <tr><td>{@link metammf.baseline.GraphFilter}</td>
 *     <td>two steps over the graph and one to the nearest items by content; nothing is trained</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Models with their own regulariser say so in their description; train them with weight decay 0.
 */
package metammf.baseline;
