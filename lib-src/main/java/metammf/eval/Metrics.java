package metammf.eval;

/**
 * Ranking metrics at one cut-off K, over the users with at least one held-out item (section 5.2 of the paper, where
 * {@code microRecall} is called HR@K).
 *
 * @param precision mean over users of hits / K
 * @param recall mean over users of hits / held-out items
 * @param microRecall all hits / all held-out items
 * @param hitRate share of users with at least one hit
 * @param ndcg mean over users of the discounted gain, divided by that of min(K, held-out items) hits at the top
 */
public record Metrics(double precision, double recall, double microRecall, double hitRate, double ndcg) {}
