import java.nio.file.*;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

import ai.djl.ndarray.*;
import ai.djl.ndarray.index.*;
import ai.djl.ndarray.types.*;
import ai.djl.nn.Activation;
import org.knowm.xchart.*;
import tech.tablesaw.api.*;

import metammf.*;
import metammf.base.*;
import metammf.baseline.*;
import metammf.data.*;
import metammf.data.folder.*;
import metammf.engine.*;
import metammf.eval.*;
import metammf.experiment.*;
import metammf.fusion.*;
import metammf.model.*;
import metammf.notebook.*;
import metammf.plot.*;
import metammf.train.*;

import static metammf.notebook.Notebook.*;

Notebook.start();
