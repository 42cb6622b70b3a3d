package metammf.data.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import metammf.base.MetaMmfException;
import metammf.data.Dataset;
import metammf.data.TinySets;
import metammf.data.format.Npy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdTableTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writePairs() throws IOException {
        TinySets.text(folder, "interactions.csv", "user,item,split\nb,y,train\na,x,train\n");
    }

    private String refusal() {
        return assertThrows(MetaMmfException.class, () -> Datasets.open(folder)).getMessage();
    }

    @Test
    void itSaysWhichUsersAndItemsThereAreAndHowTheyAreNumbered() throws IOException {
        TinySets.text(folder, "user_ids.csv", "number,id\n0,a\n1,cold\n2,b\n");
        TinySets.text(folder, "item_ids.csv", "number,id\n0,1\n1,x\n2,0\n3,y\n");
        Npy.write(folder.resolve("visual.npy"), TinySets.FEATURES, 4, 2);
        Dataset data = Datasets.open(folder);
        assertEquals(List.of("a", "cold", "b"), data.ids().users());
        assertEquals(List.of("1", "x", "0", "y"), data.ids().items());
        assertTrue(data.split().train().contains(2, 3) && data.split().train().contains(0, 1));
        assertEquals(3, data.features().modality("visual").value(3, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "'number,id\n0,x\n', 'line 2: expected an id of item_ids.csv, received y'",
        "'number,id\n0,x\n2,y\n', 'line 3: expected the number 1 and an id, received [2, y]'",
        "'number,id\n0,x\n1,y\n2,x\n', 'line 4: expected another id than that of 0'",
        "'number,id\n0,\n', 'line 2: expected an id, received none'",
        "'number,id\n', 'expected ids, received none'"
    })
    void idsThatDoNotFitAreRefused(String ids, String message) throws IOException {
        TinySets.text(folder, "item_ids.csv", ids);
        assertTrue(refusal().contains(message), refusal());
    }

    @Test
    void otherTablesOfTheSameNameAreLeftOut() throws IOException {
        TinySets.text(folder, "item_ids.csv", "asin,itemID\nB1,0\nB2,1\n");
        assertTrue(Datasets.open(folder)
                .card()
                .notes()
                .toString()
                .contains("item_ids.csv, left out: expected the columns [number, id], received [asin, itemID]"));
    }
}
