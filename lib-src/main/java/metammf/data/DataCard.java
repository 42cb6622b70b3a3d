package metammf.data;

import static metammf.MetaMmfException.require;

/**
 * Where a data set comes from and what may be done with it.
 *
 * @param description what it is, in a sentence
 * @param origin public repository and commit, or how it was made
 * @param checksum SHA-256 by which a copy is known, or why there is none
 * @param citation the work to cite
 * @param terms licence or the lack of one
 */
public record DataCard(String description, String origin, String checksum, String citation, String terms) {
    /** Checks that the card leaves nothing out. */
    public DataCard {
        requireText("description", description);
        requireText("origin", origin);
        requireText("checksum", checksum);
        requireText("citation", citation);
        requireText("terms", terms);
    }

    private static void requireText(String what, String value) {
        require(value != null && !value.isBlank(), "data card: expected a text for %s, received none", what);
    }

    /**
     * A card for data that the user brought.
     *
     * @param origin where from
     * @return a card without checksum, citation and terms
     */
    public static DataCard unknown(String origin) {
        return new DataCard("data of the user", origin, "unknown", "unknown", "unknown");
    }
}
