// User objects: things of the program that graphs keep alive. cudaUserObject_t points to one.
#pragma once

#include "api.h"

namespace jarip {

struct UserObject;

UserObject *resolve_user_object(cudaUserObject_t handle);

void retain_user_object(UserObject &object, unsigned count);

// The last release calls the program's destructor.
void release_user_object(UserObject &object, unsigned count);

}  // namespace jarip
