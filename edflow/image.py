"""tf.image: pictures decoded, resized, cropped, turned and recolored."""

from edflow import namespace
from edflow.engine.control import turning
from edflow.engine.control.turning import *
from edflow.engine.ops.conv import patches
from edflow.engine.ops.conv.patches import *
from edflow.engine.ops.image import adjusting, cropping, fitting
from edflow.engine.ops.image.adjusting import *
from edflow.engine.ops.image.boxes import *
from edflow.engine.ops.image.colors import *
from edflow.engine.ops.image.comparing import *
from edflow.engine.ops.image.converting import *
from edflow.engine.ops.image.crop_and_resize import *
from edflow.engine.ops.image.cropping import *
from edflow.engine.ops.image.decoding import *
from edflow.engine.ops.image.edges import *
from edflow.engine.ops.image.encoding import *
from edflow.engine.ops.image.fitting import *
from edflow.engine.ops.image.glimpse import *
from edflow.engine.ops.image.resizing import *
from edflow.engine.ops.image.suppression import *
from edflow.engine.ops.random import distributions

random_crop = distributions.random_crop

# The names that TensorFlow 1.13 and later prefer, and one from before 1.0
extract_patches = patches.extract_image_patches
per_image_whitening = adjusting.per_image_standardization
resize = fitting.resize_images
resize_with_crop_or_pad = cropping.resize_image_with_crop_or_pad
transpose = turning.transpose_image

namespace.finish(__name__)
