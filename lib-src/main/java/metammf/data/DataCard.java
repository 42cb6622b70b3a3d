package metammf.data;

import static metammf.base.MetaMmfException.require;

import java.io.Serializable;
import java.util.List;

/**
 * Describes the origin, the terms and the known problems of a data set.
 *
 * @param description a description in one sentence
 * @param origin public repository and commit, or how the data were generated
 * @param checksum SHA-256 that identifies a copy, or the reason why there is none
 * @param citation the work to cite
 * @param terms licence or the lack of one
 * @param notes what was recognised, changed and left out while the files were read
 */
public record DataCard(
        String description, String origin, String checksum, String citation, String terms, List<Finding> notes)
        implements Serializable {
    /** Checks that no part is missing. */
    public DataCard {
        requireText("description", description);
        requireText("origin", origin);
        requireText("checksum", checksum);
        requireText("citation", citation);
        requireText("terms", terms);
        notes = List.copyOf(notes);
    }

    /** Makes a card without notes. */
    public DataCard(String description, String origin, String checksum, String citation, String terms) {
        this(description, origin, checksum, citation, terms, List.of());
    }

    private static void requireText(String what, String value) {
        require(value != null && !value.isBlank(), "data card: expected a text for %s, received none", what);
    }

    /** {@return a card for data of the user, without checksum, citation and terms} */
    public static DataCard unknown(String origin) {
        return new DataCard("data of the user", origin, "unknown", "unknown", "unknown");
    }

    /** {@return the same card with other notes} */
    public DataCard withNotes(List<Finding> value) {
        return new DataCard(description, origin, checksum, citation, terms, value);
    }
}
