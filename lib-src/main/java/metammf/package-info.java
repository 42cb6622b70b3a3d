/**
 * Dynamic multimodal fusion for micro-video recommendation, to explore, teach and extend. {@link metammf.MetaMmf} is the
 * front door: it builds the models of the paper (Liu et al., Dynamic Multimodal Fusion via Meta-Learning Towards
 * Micro-Video Recommendation, TOIS 2023, <a href="https://doi.org/10.1145/3617827">doi:10.1145/3617827</a>) in one call.
 * Everywhere "eq." is an equation of that paper, and all vectors are rows: the paper's W x is x W here.
 *
 * <pre>{@code
 * var data   = Datasets.tiktok();
 * var model  = MetaMmf.gcn(data, FusionConfig.cp(16), 1L);
 * var fit    = Trainer.of(TrainConfig.defaults()).fit(model, data);
 * var report = FullRanking.at(10, 20).evaluate(fit.best(), data);
 * }</pre>
 *
 * <table class="striped">
 * <caption>The data's way. A package imports from itself and from those above it.</caption>
 * <thead><tr><th>package</th><th>takes</th><th>gives</th><th>equations</th></tr></thead>
 * <tbody>
 * <tr><td>{@link metammf.base}</td><td>a seed</td><td>random streams, errors, checksums</td><td></td></tr>
 * <tr><td>{@link metammf.engine}</td><td>Java's numbers</td><td>arrays on a device, products, gradients, Adam</td>
 *     <td></td></tr>
 * <tr><td>{@code metammf.data.format}</td><td>files</td><td>checked values</td><td></td></tr>
 * <tr><td>{@link metammf.data}</td><td>pairs, features</td><td>interactions in three parts, features (I, F)</td>
 *     <td></td></tr>
 * <tr><td>{@link metammf.data.folder}</td><td>folders, the built-in sets</td><td>data sets</td><td></td></tr>
 * <tr><td>{@link metammf.eval}</td><td>scores, held-out interactions</td><td>ranks, metrics, intervals</td>
 *     <td>section 5.2</td></tr>
 * <tr><td>{@link metammf.fusion}</td><td>features (I, F)</td><td>fused vectors e^m (I, D_m)</td><td>(3) to (15)</td></tr>
 * <tr><td>{@link metammf.model}</td><td>e^m and ids</td><td>users' and items' vectors, scores, loss</td>
 *     <td>(1), (2), (16) to (19)</td></tr>
 * <tr><td>{@link metammf.train}</td><td>a model, a data set</td><td>the best epoch's vectors, its history</td>
 *     <td>(19)</td></tr>
 * <tr><td>{@link metammf.baseline}</td><td>the same</td><td>the models to compare with</td><td>(4)</td></tr>
 * <tr><td>{@link metammf.experiment}</td><td>data sets x models x seeds</td><td>tables, tests of differences</td>
 *     <td>tables 2 and 4</td></tr>
 * <tr><td>{@link metammf.plot}</td><td>histories, vectors, tables</td><td>charts</td><td>figure 4</td></tr>
 * <tr><td>{@link metammf.notebook}</td><td>any value</td><td>what a notebook or JShell shows</td><td></td></tr>
 * </tbody>
 * </table>
 *
 * <p>Letters in shapes: U users, I items, N = U + I nodes; B batch; M modalities; F width of the concatenated features;
 * S width of the meta information; R rank; Q, P a layer's input and output width; D width of the final vectors; K cut-off.
 */
package metammf;
