package metammf.data;

/**
 * Where a data set comes from and what may be done with it.
 *
 * @param description what it is, in a sentence
 * @param origin public repository and commit, or how it was made
 * @param citation the work to cite
 * @param terms licence or the lack of one
 */
public record DataCard(String description, String origin, String citation, String terms) {
    /**
     * A card for data that the user brought.
     *
     * @param origin where from
     * @return a card without citation and terms
     */
    public static DataCard unknown(String origin) {
        return new DataCard("data of the user", origin, "unknown", "unknown");
    }
}
