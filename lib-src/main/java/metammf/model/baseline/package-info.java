/** The models that MetaMMF is compared with, a file each: the paper's nine, their floors, and newer ones. */
package metammf.model.baseline;
