package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import metammf.data.Finding;
import metammf.data.Modality;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Json;
import metammf.data.format.Pickle;

/** The files of LATTICE and MICRO: {@code 5-core/train.json} and its like, user to items, and features beside. */
final class JsonLayout implements Layout {
    private static final String CORE = "5-core";

    @Override
    public String name() {
        return "LATTICE and MICRO (5-core/train.json, val.json, test.json)";
    }

    @Override
    public Optional<String> recognise(Folder folder) {
        return folder.inner(CORE)
                .filter(core -> core.has("train\\.json") && core.has("val\\.json") && core.has("test\\.json"))
                .map(core -> "5-core/train.json, val.json and test.json");
    }

    @Override
    public Draft read(Folder folder, Consumer<Finding> findings) {
        Folder core = folder.inner(CORE).orElseThrow();
        List<Pairs> parts =
                List.of(read(core.file("train\\.json")), read(core.file("val\\.json")), read(core.file("test\\.json")));
        int least = parts.stream().mapToInt(Pairs::items).max().orElse(0);
        List<Modality> modalities = Contents.read(folder, ContentChoice.atLeast(least, findings), findings);
        return Draft.numbered(parts, 0, modalities, findings);
    }

    private static Pairs read(Path file) {
        Pairs pairs = new Pairs(file.toString(), "user");
        Json.read(Bytes.of(file), (name, items) -> {
            int user = Delimited.id(name);
            require(user >= 0, "%s: expected users 0 .. 2^31 - 2, received %s", file, Pickle.describe(name));
            pairs.addUser(user, user);
            pairs.expect(items.length);
            for (double item : items) {
                require(item == Math.rint(item), "%s: user %d: expected an id, received %s", file, user, item);
                pairs.add(user, (long) item, user);
            }
        });
        return pairs;
    }
}
