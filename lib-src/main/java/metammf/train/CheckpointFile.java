package metammf.train;

import static metammf.base.MetaMmfException.require;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a training writes its newest state, next to the one before: at the end of every epoch, when it is stopped, and within an
 * epoch with at least this time between two.
 */
record CheckpointFile(Path file, double seconds) {
    CheckpointFile {
        require(seconds >= 0, "checkpoint: expected 0 seconds or more, received %s", seconds);
    }

    /** Says at once what would otherwise be found after the first epoch. */
    void requireUsable(boolean resumed) {
        Path folder = file.toAbsolutePath().getParent();
        require(Files.isDirectory(folder), "%s: expected a folder that exists, received %s", file, folder);
        require(
                resumed || !Files.exists(file) && !Files.exists(Checkpoint.previous(file)),
                "%s: expected no checkpoint before a new training, received one;"
                        + " go on with Trainer.resume, or delete it and %s",
                file,
                Checkpoint.previous(file));
    }

    /** Removes what killed processes had begun to write. */
    void removeRemains() {
        String begun = file.getFileName() + ".next";
        File[] remains = file.toAbsolutePath()
                .getParent()
                .toFile()
                .listFiles((folder, name) ->
                        name.startsWith(begun) && (name.length() == begun.length() || name.endsWith(".part")));
        Arrays.stream(remains).forEach(File::delete);
    }
}
