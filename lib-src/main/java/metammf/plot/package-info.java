/**
 * Figures in one look: white (in a notebook on a dark page: dark), at most 640 pixels wide, and readable without colour. Each method of
 * {@link metammf.plot.Plots} gives XChart's own chart, whose styler and series can be changed before it is shown.
 *
 * <table class="striped">
 * <caption>Data and figures</caption>
 * <thead><tr><th>from</th><th>figure</th></tr></thead>
 * <tbody>
 * <tr><td>{@link metammf.data.Interactions}</td><td>the long tail of popularity</td></tr>
 * <tr><td>{@link metammf.train.History}</td><td>the learning curve, the best epoch in a ring</td></tr>
 * <tr><td>a metric of every model, and its intervals</td><td>bars</td></tr>
 * <tr><td>curves by name</td><td>lines, on linear or logarithmic axes</td></tr>
 * <tr><td>vectors, (n, D)</td><td>{@link metammf.plot.Projection} to (n, 2) by t-SNE, then a scatter (figure 4 of the paper);
 *     {@link metammf.plot.Silhouette} says in a number how well labels separate the vectors: for a point, with a its mean
 *     distance to those of its label and b the smallest to those of another, (b - a) / max(a, b)</td></tr>
 * <tr><td>points of users and of their items</td><td>links between them, also figure 4</td></tr>
 * <tr><td>the model itself</td><td>a {@link metammf.plot.Diagram} of each of its parts</td></tr>
 * <tr><td>a matrix, such as W_i - W</td><td>a heat map, white at 0</td></tr>
 * </tbody>
 * </table>
 */
package metammf.plot;
