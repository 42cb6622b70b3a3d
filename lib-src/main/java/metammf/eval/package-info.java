/**
 * Full ranking of all items and its metrics. This package uses scores of users and items; it does not depend on models
 * or training.
 *
 * <pre>
 * {@link metammf.eval.Scores}         y_ui of all items, tile by tile
 * {@link metammf.eval.FullRanking}    strikes out the user's training items, keeps the K best, ties to the smaller id
 * {@link metammf.eval.Report.UserRanks}  the ranks r at which a user's held-out items T_u were found
 * {@link metammf.eval.Report}         the means over the users U_t with held-out items, as {@link metammf.eval.Report.Metrics}
 * {@link metammf.eval.Lists}          what the lists are like: coverage, popularity, novelty, diversity
 * {@link metammf.eval.Significance}   two models user by user: interval and p-values
 * </pre>
 *
 * <table class="striped">
 * <caption>The metrics at K (section 5.2 of the paper); h_u is the number of hits of a user, that is, ranks r of at
 * most K</caption>
 * <thead><tr><th>metric</th><th>in the paper</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>precision</td><td>P@K</td><td>mean_u h_u / K</td></tr>
 * <tr><td>recall</td><td>R@K</td><td>mean_u h_u / |T_u|</td></tr>
 * <tr><td>microRecall</td><td>HR@K</td><td>sum_u h_u / sum_u |T_u|</td></tr>
 * <tr><td>hitRate</td><td></td><td>mean_u [h_u is not 0]</td></tr>
 * <tr><td>ndcg</td><td>N@K</td><td>mean_u of sum_hits 1 / log2(r + 1), divided by the same sum over
 *     r = 1 .. min(K, |T_u|)</td></tr>
 * </tbody>
 * </table>
 *
 * <p>K P@K / HR@K = sum_u |T_u| / |U_t| on any split and for any model; every evaluation checks that.
 */
package metammf.eval;
