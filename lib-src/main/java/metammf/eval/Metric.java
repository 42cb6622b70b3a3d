package metammf.eval;

/** The metrics of a ranking; each is a mean over the users with at least one held-out item. */
public enum Metric {
    /** Hits / K. */
    PRECISION("P"),
    /** Hits / held-out items. */
    RECALL("R"),
    /** All hits / all held-out items, which is the mean of a user's hits over the mean number of held-out items. */
    MICRO_RECALL("HR"),
    /** 1 for a user with at least one hit, else 0. */
    HIT_RATE("hit"),
    /** Discounted gain over that of min(K, held-out items) hits at the top. */
    NDCG("N");

    private final String symbol;

    Metric(String symbol) {
        this.symbol = symbol;
    }

    /**
     * {@return the metric at a cut-off K in a table's head, for example {@code R@20}; as in the paper, if it has one}
     */
    public String at(int k) {
        return symbol + "@" + k;
    }
}
